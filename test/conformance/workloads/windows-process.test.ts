import { conforms } from "./conforms.js";

conforms("windows-process", { matching: 80 });
