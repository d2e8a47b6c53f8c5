import { conforms } from "./conforms.js";

conforms("rules-3000");
