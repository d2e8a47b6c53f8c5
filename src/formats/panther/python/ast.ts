// Python as rules and helpers are written in it: plain immutable data with the names of CPython's own `ast`, shortened.
// Parentheses leave no trace but in the shape of the tree. Chains that people write long (`elif`, `and`, `or`, comparisons)
// are lists, so that they cost no depth.

/** Where a node stands. Lines and columns count from 1; columns count UTF-16 units. The end is exclusive. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

interface Placed {
  readonly at: Place;
}

export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "@" | "<<" | ">>" | "&" | "|" | "^";
export type UnaryOperator = "not" | "-" | "+" | "~";
export type CompareOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in" | "is" | "is not";

/** Integers are bigints and floats are numbers, so that `1` and `1.0` stay two things. */
export type ConstantValue = null | boolean | bigint | number | string;

export interface Constant extends Placed {
  readonly type: "constant";
  readonly value: ConstantValue;
}
/** A bytes literal, each byte one character below U+0100. */
export interface BytesConstant extends Placed {
  readonly type: "bytes";
  readonly value: string;
}
/** `...` */
export interface EllipsisConstant extends Placed {
  readonly type: "ellipsis";
}
/** An f-string, what stands beside it concatenated. Neighbouring texts are one. */
export interface FormattedString extends Placed {
  readonly type: "formatted";
  readonly parts: readonly FormatPart[];
}
export type FormatPart = string | Replacement;
/** `{value!conversion:spec}`; the text of `{value=}` is in the part before. */
export interface Replacement {
  readonly value: Expression;
  readonly conversion?: "s" | "r" | "a";
  readonly spec?: readonly FormatPart[];
}
export interface Name extends Placed {
  readonly type: "name";
  readonly id: string;
}
export interface Attribute extends Placed {
  readonly type: "attribute";
  readonly object: Expression;
  readonly name: string;
}
/** `object[index]`; a slice stands only here, alone or in a tuple. */
export interface Subscript extends Placed {
  readonly type: "subscript";
  readonly object: Expression;
  readonly index: Expression;
}
export interface Slice extends Placed {
  readonly type: "slice";
  readonly lower?: Expression;
  readonly upper?: Expression;
  readonly step?: Expression;
}
export interface Call extends Placed {
  readonly type: "call";
  readonly callee: Expression;
  /** Positional arguments in order; `*args` is a `starred`. */
  readonly args: readonly Expression[];
  readonly keywords: readonly Keyword[];
}
/** `name=value`; without a name it is `**value`. */
export interface Keyword {
  readonly name?: string;
  readonly value: Expression;
}
export interface Unary extends Placed {
  readonly type: "unary";
  readonly op: UnaryOperator;
  readonly operand: Expression;
}
export interface Binary extends Placed {
  readonly type: "binary";
  readonly op: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}
/** `a and b and c`: at least two values. */
export interface BooleanChain extends Placed {
  readonly type: "boolean";
  readonly op: "and" | "or";
  readonly values: readonly Expression[];
}
/** `a < b <= c`: `first`, then at least one link. */
export interface Comparison extends Placed {
  readonly type: "comparison";
  readonly first: Expression;
  readonly links: readonly ComparisonLink[];
}
export interface ComparisonLink {
  readonly op: CompareOperator;
  readonly right: Expression;
}
/** `then if test else otherwise` */
export interface Conditional extends Placed {
  readonly type: "conditional";
  readonly test: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
}
export interface Lambda extends Placed {
  readonly type: "lambda";
  readonly parameters: Parameters;
  readonly body: Expression;
}
/** A list, tuple or set as written; also a tuple or list that is assigned to. */
export interface Display extends Placed {
  readonly type: "list" | "tuple" | "set";
  readonly items: readonly Expression[];
}
export interface DictDisplay extends Placed {
  readonly type: "dict";
  readonly entries: readonly DictEntry[];
}
/** Without a key it is `**value`. */
export interface DictEntry {
  readonly key?: Expression;
  readonly value: Expression;
}
export interface Comprehension extends Placed {
  readonly type: "comprehension";
  readonly kind: "list" | "set" | "generator";
  readonly element: Expression;
  /** At least one. */
  readonly clauses: readonly ComprehensionClause[];
}
export interface DictComprehension extends Placed {
  readonly type: "dict-comprehension";
  readonly key: Expression;
  readonly value: Expression;
  readonly clauses: readonly ComprehensionClause[];
}
/** `for target in iterable if … if …` */
export interface ComprehensionClause {
  readonly target: Expression;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
}
/** `name := value` */
export interface NamedExpression extends Placed {
  readonly type: "named";
  readonly name: string;
  readonly value: Expression;
}
/** `*value` in a display, an argument list or a target. */
export interface Starred extends Placed {
  readonly type: "starred";
  readonly value: Expression;
}
/** Python that is well formed and not taken. What reaches it is refused with the construct's name: `with statement`. */
export interface Unsupported extends Placed {
  readonly type: "unsupported";
  readonly construct: string;
}

export type Expression =
  | Constant
  | BytesConstant
  | EllipsisConstant
  | FormattedString
  | Name
  | Attribute
  | Subscript
  | Slice
  | Call
  | Unary
  | Binary
  | BooleanChain
  | Comparison
  | Conditional
  | Lambda
  | Display
  | DictDisplay
  | Comprehension
  | DictComprehension
  | NamedExpression
  | Starred
  | Unsupported;

export interface Parameter {
  readonly name: string;
  readonly default?: Expression;
  readonly at: Place;
}
export interface Parameters {
  readonly positionalOnly: readonly Parameter[];
  readonly positional: readonly Parameter[];
  /** `*args` */
  readonly rest?: Parameter;
  readonly keywordOnly: readonly Parameter[];
  /** `**kwargs` */
  readonly keywords?: Parameter;
}

export interface ExpressionStatement extends Placed {
  readonly type: "expression";
  readonly value: Expression;
}
export interface Return extends Placed {
  readonly type: "return";
  readonly value?: Expression;
}
/** `a = b = value`: at least one target. */
export interface Assign extends Placed {
  readonly type: "assign";
  readonly targets: readonly Expression[];
  readonly value: Expression;
}
/** `target: annotation = value` */
export interface Annotated extends Placed {
  readonly type: "annotated";
  readonly target: Expression;
  readonly annotation: Expression;
  readonly value?: Expression;
}
/** `target op= value` */
export interface Augment extends Placed {
  readonly type: "augment";
  readonly target: Expression;
  readonly op: BinaryOperator;
  readonly value: Expression;
}
/** `if` and its `elif`s, in order. */
export interface If extends Placed {
  readonly type: "if";
  readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[];
  readonly otherwise: readonly Statement[];
}
export interface For extends Placed {
  readonly type: "for";
  readonly target: Expression;
  readonly iterable: Expression;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}
export interface While extends Placed {
  readonly type: "while";
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}
export interface Try extends Placed {
  readonly type: "try";
  readonly body: readonly Statement[];
  readonly handlers: readonly Handler[];
  readonly otherwise: readonly Statement[];
  readonly finally: readonly Statement[];
}
/** `except exception as name:`; without an exception it takes all. */
export interface Handler extends Placed {
  readonly exception?: Expression;
  readonly name?: string;
  readonly body: readonly Statement[];
}
export interface Raise extends Placed {
  readonly type: "raise";
  readonly exception?: Expression;
  readonly cause?: Expression;
}
export interface Simple extends Placed {
  readonly type: "pass" | "break" | "continue";
}
export interface Scope extends Placed {
  readonly type: "global" | "nonlocal";
  readonly names: readonly string[];
}
export interface Delete extends Placed {
  readonly type: "delete";
  readonly targets: readonly Expression[];
}
export interface Assert extends Placed {
  readonly type: "assert";
  readonly test: Expression;
  readonly message?: Expression;
}
/** `import a.b as c, d` */
export interface Import extends Placed {
  readonly type: "import";
  readonly names: readonly ImportedName[];
}
/** `from ..module import a as b`: `level` counts the dots. */
export interface ImportFrom extends Placed {
  readonly type: "import-from";
  readonly module: string;
  readonly level: number;
  readonly names: readonly ImportedName[];
}
export interface ImportedName extends Placed {
  readonly name: string;
  readonly as?: string;
}
export interface FunctionDefinition extends Placed {
  readonly type: "function";
  readonly name: string;
  readonly parameters: Parameters;
  readonly body: readonly Statement[];
  readonly decorators: readonly Expression[];
}
export interface ClassDefinition extends Placed {
  readonly type: "class";
  readonly name: string;
  readonly bases: readonly Expression[];
  readonly keywords: readonly Keyword[];
  readonly body: readonly Statement[];
  readonly decorators: readonly Expression[];
}
export interface Match extends Placed {
  readonly type: "match";
  readonly subject: Expression;
  readonly cases: readonly MatchCase[];
}
export interface MatchCase extends Placed {
  readonly pattern: Pattern;
  readonly guard?: Expression;
  readonly body: readonly Statement[];
}
export type Pattern =
  /** Compared by `==`; None, True and False by `is`. */
  | (Placed & { readonly type: "value"; readonly value: Expression })
  /** `name`, or with a pattern `pattern as name`; `_` has no name. */
  | (Placed & { readonly type: "capture"; readonly name?: string; readonly pattern?: Pattern })
  | (Placed & { readonly type: "or"; readonly patterns: readonly Pattern[] })
  /** At most one item is a `star`. */
  | (Placed & { readonly type: "sequence"; readonly items: readonly Pattern[] })
  | (Placed & { readonly type: "star"; readonly name?: string })
  | (Placed & {
      readonly type: "mapping";
      readonly entries: readonly { readonly key: Expression; readonly pattern: Pattern }[];
      readonly rest?: string;
    })
  | (Placed & {
      readonly type: "class";
      readonly class: Expression;
      readonly positional: readonly Pattern[];
      readonly keywords: readonly { readonly name: string; readonly pattern: Pattern }[];
    });

export type Statement =
  | ExpressionStatement
  | Return
  | Assign
  | Annotated
  | Augment
  | If
  | For
  | While
  | Try
  | Raise
  | Simple
  | Scope
  | Delete
  | Assert
  | Import
  | ImportFrom
  | FunctionDefinition
  | ClassDefinition
  | Match
  | Unsupported;

/** One file. */
export interface Module {
  readonly file: string;
  readonly body: readonly Statement[];
}
