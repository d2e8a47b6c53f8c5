// Python's exceptions: the classes that rules meet, and how Sluice's own code raises them.

import type { Place } from "./ast.js";
import { OBJECT, PyBuiltin, PyClass, PyInstance, PyTuple, type Value } from "./values.js";

/** Classes by name, each with its base before it. */
const HIERARCHY = `BaseException
Exception BaseException
ArithmeticError Exception
ZeroDivisionError ArithmeticError
OverflowError ArithmeticError
AssertionError Exception
AttributeError Exception
ImportError Exception
ModuleNotFoundError ImportError
LookupError Exception
IndexError LookupError
KeyError LookupError
MemoryError Exception
NameError Exception
UnboundLocalError NameError
NotImplementedError RuntimeError
OSError Exception
BlockingIOError OSError
ChildProcessError OSError
ConnectionError OSError
BrokenPipeError ConnectionError
ConnectionAbortedError ConnectionError
ConnectionRefusedError ConnectionError
ConnectionResetError ConnectionError
FileExistsError OSError
FileNotFoundError OSError
InterruptedError OSError
IsADirectoryError OSError
NotADirectoryError OSError
PermissionError OSError
ProcessLookupError OSError
TimeoutError OSError
BufferError Exception
EOFError Exception
FloatingPointError ArithmeticError
GeneratorExit BaseException
KeyboardInterrupt BaseException
ReferenceError Exception
StopAsyncIteration Exception
SystemError Exception
SystemExit BaseException
RecursionError RuntimeError
StopIteration Exception
TypeError Exception
ValueError Exception
UnicodeError ValueError
UnicodeDecodeError UnicodeError
UnicodeEncodeError UnicodeError
UnicodeTranslateError UnicodeError
Warning Exception
BytesWarning Warning
DeprecationWarning Warning
EncodingWarning Warning
FutureWarning Warning
ImportWarning Warning
PendingDeprecationWarning Warning
ResourceWarning Warning
RuntimeWarning Warning
SyntaxWarning Warning
UnicodeWarning Warning
UserWarning Warning`;

export const EXCEPTIONS: ReadonlyMap<string, PyClass> = hierarchy();

function hierarchy(): Map<string, PyClass> {
  const classes = new Map<string, PyClass>();
  const define = (name: string, base: string | undefined) => {
    const above = base === undefined ? OBJECT : (classes.get(base) as PyClass);
    classes.set(name, new PyClass(name, [above], true));
  };
  define("BaseException", undefined);
  define("Exception", "BaseException");
  define("RuntimeError", "Exception");
  for (const line of HIERARCHY.split("\n")) {
    const [name, base] = line.split(" ") as [string, string | undefined];
    if (!classes.has(name)) define(name, base);
  }
  return classes;
}

export type ExceptionName =
  | "ArithmeticError"
  | "AssertionError"
  | "AttributeError"
  | "Exception"
  | "ImportError"
  | "IndexError"
  | "KeyError"
  | "ModuleNotFoundError"
  | "NameError"
  | "OverflowError"
  | "RecursionError"
  | "RuntimeError"
  | "StopIteration"
  | "TypeError"
  | "UnboundLocalError"
  | "UnicodeDecodeError"
  | "UnicodeEncodeError"
  | "ValueError"
  | "ZeroDivisionError";

export function exceptionClass(name: string): PyClass {
  return EXCEPTIONS.get(name) as PyClass;
}

export function newException(one: PyClass, args: readonly Value[]): PyInstance {
  if (args.length > 1 && one.isSubclassOf(exceptionClass("OSError"))) {
    throw new Stopped("python-unsupported", `${one.name} of several arguments is not supported`);
  }
  const exception = new PyInstance(one);
  exception.attributes.set("args", new PyTuple(args));
  return exception;
}

/** `BaseException.__init__`, which classes of Python call with what they want to show. */
exceptionClass("BaseException").attributes.set(
  "__init__",
  new PyBuiltin(
    "__init__",
    (_machine, [self, ...args], keywords) => {
      if (!(self instanceof PyInstance)) throw raise("TypeError", "__init__() needs an exception");
      if (keywords.size > 0) throw raise("TypeError", `${self.class.name}() takes no keyword arguments`);
      self.attributes.set("args", new PyTuple(args));
      return null;
    },
    true,
  ),
);

/** A Python exception on its way up. It is no JavaScript error: it is Python's control flow, and costs no stack trace. */
export class Raised {
  /** The innermost place of Python code that it passed. */
  place: (Place & { readonly file: string }) | undefined;

  constructor(readonly exception: PyInstance) {}
}

/** An exception of one of Python's own classes: `throw raise("KeyError", key)`. */
export function raise(name: ExceptionName, ...args: readonly Value[]): Raised {
  return new Raised(newException(exceptionClass(name), args));
}

/** What no `except` can catch: Python code that Sluice does not run, or no further. */
export class Stopped extends Error {
  place: (Place & { readonly file: string }) | undefined;

  constructor(
    readonly code: "python-limit" | "python-unsupported",
    message: string,
  ) {
    super(message);
  }
}
