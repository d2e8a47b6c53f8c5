import { conforms } from "./conforms.js";

conforms("rules-9000", { matching: 200 });
