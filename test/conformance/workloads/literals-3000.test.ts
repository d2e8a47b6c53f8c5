import { conforms } from "./conforms.js";

conforms("literals-3000", { matching: 250 });
