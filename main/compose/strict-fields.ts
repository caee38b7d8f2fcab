import {
  AssignTag,
  CaptureTag,
  CaseTag,
  type Context,
  IfTag,
  type Liquid,
  TypeGuards,
  UnlessTag,
  Value,
} from "liquidjs";

type Token = Value["initial"]["postfix"][number];

const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "<", ">", "<=", ">=", "contains"]);

/**
 * Makes a misspelt name an error where Liquid takes it for nothing: what is assigned, looked through by `case`, or
 * compared. Whether a field is there may be asked: `{% if x %}`, also beside a comparison (`{% if x and x == 1 %}`),
 * with `nil` or `blank`, and by `default`. Only first names are looked at: items of a list may differ.
 */
export function registerStrictTags(engine: Liquid): void {
  /** Names that a template gives itself, if perhaps in a branch that is not taken. */
  const own = new Set<string>();
  engine.registerTag(
    "assign",
    class extends AssignTag {
      constructor(...given: ConstructorParameters<typeof AssignTag>) {
        super(...given);
        for (const { content } of this.localScope()) own.add(content);
        for (const value of this.arguments()) if (value instanceof Value) requireFields(value, "read", own);
      }
    },
  );
  engine.registerTag(
    "capture",
    class extends CaptureTag {
      constructor(...given: ConstructorParameters<typeof CaptureTag>) {
        super(...given);
        own.add(this.variable);
      }
    },
  );
  engine.registerTag(
    "case",
    class extends CaseTag {
      constructor(...given: ConstructorParameters<typeof CaseTag>) {
        super(...given);
        requireFields(this.value, "read", own);
      }
    },
  );
  engine.registerTag(
    "if",
    class extends IfTag {
      constructor(...given: ConstructorParameters<typeof IfTag>) {
        super(...given);
        for (const { value } of this.branches) requireFields(value, "test", own);
      }
    },
  );
  engine.registerTag(
    "unless",
    class extends UnlessTag {
      constructor(...given: ConstructorParameters<typeof UnlessTag>) {
        super(...given);
        for (const { value } of this.branches) requireFields(value, "test", own);
      }
    },
  );
}

/** @param use what a name by itself means: its value is `read`, or it is a `test` of whether it is there */
function requireFields(value: Value, use: "read" | "test", own: ReadonlySet<string>): void {
  if (value.filters[0]?.name === "default") return;
  const { compared, alone } = namesIn(value.initial.postfix);
  const required = use === "read" ? [...compared, ...alone] : compared.filter((name) => !alone.includes(name));
  if (required.length === 0) return;
  const evaluate = value.value.bind(value);
  value.value = function* (context: Context, isLenient?: boolean) {
    // Throws where there is none, as printing it does.
    for (const name of required) if (!own.has(name)) context.getSync([name]);
    return yield* evaluate(context, isLenient);
  };
}

/** First names of the fields in an expression, by whether they are compared with something that is. */
function namesIn(postfix: readonly Token[]): { compared: string[]; alone: string[] } {
  const compared: string[] = [];
  const alone: string[] = [];
  const operands: (Token | undefined)[] = [];
  const take = (names: string[], token: Token | undefined) => {
    const name = token && firstName(token);
    if (name !== undefined) names.push(name);
  };
  for (const token of postfix) {
    if (!TypeGuards.isOperatorToken(token)) {
      operands.push(token);
      continue;
    }
    const right = operands.pop();
    const left = token.operator === "not" ? undefined : operands.pop();
    const isTest = !COMPARISONS.has(token.operator) || isNothing(left) || isNothing(right);
    for (const operand of [left, right]) take(isTest ? alone : compared, operand);
    operands.push(undefined);
  }
  for (const operand of operands) take(alone, operand);
  return { compared, alone };
}

function isNothing(token: Token | undefined): boolean {
  return TypeGuards.isLiteralToken(token) && ["nil", "null", "blank", "empty"].includes(token.literal);
}

function firstName(token: Token): string | undefined {
  const [first] = TypeGuards.isPropertyAccessToken(token) && !token.variable ? token.props : [];
  return TypeGuards.isWordToken(first) ? first.content : undefined;
}
