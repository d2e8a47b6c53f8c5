// What the body of a `try` may raise, so that it is known whether a handler takes it.

import type { Expression, Statement, Try } from "../python/ast.js";
import { hasAddressAttribute } from "./addresses.js";
import { mentions } from "./change.js";
import { isTrue } from "./condition.js";
import type { Lowering } from "./evaluate.js";
import { covered, only, type Scope } from "./values.js";

/** Exceptions of which nearly all that rules raise are. */
const BROAD = new Set(["Exception", "BaseException"]);

/** Whether the first handler takes whatever the body raises, if there is no other. `stops`: places where the interpreter may stop in it. */
export function takesAll(lowering: Lowering, { body, handlers }: Try, scope: Scope, stops: number): boolean {
  const [handler, ...others] = handlers;
  if (!handler || others.length > 0) return false;
  const { exception } = handler;
  const names = exception?.type === "tuple" ? exception.items : exception ? [exception] : [];
  const takes = (of: (name: string) => boolean) => names.some((one) => one.type === "name" && of(one.id));
  const broad = !exception || takes((name) => BROAD.has(name));
  // What is raised before the place where the interpreter would stop is not told apart, if it is anything else.
  if (broad && stops === 0) return true;
  return stops <= 1 && (broad || takes((name) => name === "ValueError")) && new Body(lowering, scope).raisesOnly(body);
}

/** Statements of which it is asked whether nothing but an address that is none raises, which is a ValueError. */
class Body {
  /** Names that the body itself assigns, and whether to an address. */
  private readonly names = new Map<string, boolean>();

  constructor(
    private readonly lowering: Lowering,
    private readonly scope: Scope,
  ) {}

  raisesOnly(statements: readonly Statement[]): boolean {
    return statements.every((one) => {
      switch (one.type) {
        case "expression":
          return this.allows(one.value);
        case "return":
          return !one.value || this.allows(one.value);
        case "assign": {
          const [target, ...more] = one.targets;
          if (target?.type !== "name" || more.length > 0 || !this.allows(one.value)) return false;
          this.names.set(target.id, this.isCall(one.value));
          return true;
        }
        case "if":
          return (
            one.branches.every(({ test, body }) => this.allows(test) && this.raisesOnly(body)) &&
            this.raisesOnly(one.otherwise)
          );
        default:
          return one.type === "pass";
      }
    });
  }

  private allows(node: Expression): boolean {
    switch (node.type) {
      case "constant":
        return true;
      case "name":
        return this.names.has(node.id) || this.isQuiet(node);
      case "unary":
        return node.op === "not" && this.allows(node.operand);
      case "boolean":
        return node.values.every((value) => this.allows(value));
      case "attribute":
        return hasAddressAttribute(node.name) && this.isAddress(node.object) && this.allows(node.object);
      case "call":
        return (this.isCall(node) && node.args.every((arg) => this.allows(arg))) || this.isQuiet(node);
      default:
        return this.isQuiet(node);
    }
  }

  private isAddress(node: Expression): boolean {
    return node.type === "name" ? this.names.get(node.id) === true : this.isCall(node);
  }

  /** `ip_address(…)` */
  private isCall(node: Expression): boolean {
    if (node.type !== "call" || node.keywords.length > 0 || node.args.length !== 1) return false;
    const callee = only(this.lowering.evaluate(node.callee, this.scope));
    return callee?.type === "builtin" && callee.name === "ipaddress.ip_address";
  }

  /** Whether an expression that is about nothing of the body never raises. */
  private isQuiet(node: Expression): boolean {
    if (mentions(node, [...this.names.keys()])) return false;
    const { when, exact } = covered(this.lowering.evaluate(node, this.scope));
    return exact && isTrue(when);
  }
}
