// The standard modules that rules import, by name.

import { EXCEPTIONS } from "../exceptions.js";
import { FROZEN_DICT, FROZEN_LIST, PANTHER_EVENT } from "../frozen.js";
import { PyClass, PyModule, type Value } from "../values.js";
import {
  abcModule,
  collectionsModules,
  copyModule,
  functoolsModule,
  itertoolsModule,
  moduleOf,
  typingModule,
} from "./collection-modules.js";
import { datetimeModule, dateutilParserModule } from "./datetime.js";
import { ipaddressModule } from "./ipaddress.js";
import { jsonModule } from "./json.js";
import { reModule } from "./re.js";
import {
  difflibModule,
  loggingModule,
  mathModule,
  osModule,
  timeModule,
  unittestModule,
  uuidModule,
} from "./system-modules.js";
import {
  base64Module,
  binasciiModule,
  fnmatchModule,
  hashlibModule,
  shlexModule,
  stringModule,
  urllibParseModule,
} from "./text-modules.js";

/** Every standard module, and those inside others by their dotted names. */
export function standardModules(): ReadonlyMap<string, PyModule> {
  const parse = urllibParseModule();
  const dateutilParser = dateutilParserModule();
  const immutable = moduleOf("panther_core.immutable", [FROZEN_DICT, FROZEN_LIST]);
  const event = moduleOf("panther_core.enriched_event", [PANTHER_EVENT]);
  const top = [
    abcModule(),
    base64Module(),
    binasciiModule(),
    ...collectionsModules(),
    copyModule(),
    datetimeModule(),
    moduleOf("dateutil", [["parser", dateutilParser]]),
    dateutilParser,
    difflibModule(),
    fnmatchModule(),
    functoolsModule(),
    hashlibModule(),
    ipaddressModule(),
    itertoolsModule(),
    jsonModule(),
    loggingModule(),
    mathModule(),
    osModule(),
    moduleOf("panther_core", [PANTHER_EVENT, ["immutable", immutable], ["enriched_event", event]]),
    immutable,
    event,
    reModule(),
    shlexModule(),
    stringModule(),
    timeModule(),
    typingModule(),
    new PyModule("typing_extensions", typingModule().attributes, true),
    unittestModule(),
    moduleOf("urllib", [["parse", parse]]),
    parse,
    uuidModule(),
    moduleOf(
      "builtins",
      [...EXCEPTIONS.values()].filter((one): one is PyClass => one instanceof PyClass),
    ),
    moduleOf("__future__", [["annotations", null as Value]]),
  ];
  const modules = new Map(top.map((one) => [one.name, one]));
  for (const one of top) {
    for (const inner of one.attributes.values()) if (inner instanceof PyModule) modules.set(inner.name, inner);
  }
  return modules;
}
