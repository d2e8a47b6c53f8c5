import { conforms } from "./conforms.js";

conforms("early-exit");
