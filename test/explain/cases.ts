// The contract of conditions, one behaviour a line: every engine must agree with every case.

import { addresses } from "./cases/addresses.js";
import { anywhere } from "./cases/anywhere.js";
import type { Case } from "./cases/case.js";
import { equality } from "./cases/equality.js";
import { fields } from "./cases/fields.js";
import { folding } from "./cases/folding.js";
import { json } from "./cases/json.js";
import { logic } from "./cases/logic.js";
import { numbers } from "./cases/numbers.js";
import { paths } from "./cases/paths.js";
import { presence } from "./cases/presence.js";
import { regex } from "./cases/regex.js";
import { strings } from "./cases/strings.js";
import { types } from "./cases/types.js";

export type { Case } from "./cases/case.js";

export const cases: readonly Case[] = [
  ...equality,
  ...presence,
  ...types,
  ...strings,
  ...folding,
  ...numbers,
  ...addresses,
  ...regex,
  ...fields,
  ...paths,
  ...anywhere,
  ...logic,
  ...json,
];
