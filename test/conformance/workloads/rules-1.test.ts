import { conforms } from "./conforms.js";

conforms("rules-1");
