import { conforms } from "./conforms.js";

conforms("windows", { matching: 250 });
