/** A JSON Schema (2020-12) as a plain value. */
export type Schema = Readonly<Record<string, unknown>>;

/**
 * What breaks a schema, one line per fault with its place; empty if the value is valid. It knows the keywords that
 * `docs/report.schema.json` uses and throws on any other, so that no rule is skipped silently.
 */
export function validateSchema(value: unknown, root: Schema): readonly string[] {
  return faultsAt(value, root, { root, place: '$' });
}

interface Where {
  readonly root: Schema;
  readonly place: string;
}

/** `where` holds the schema that the rule stands in. */
type Check = (
  value: unknown,
  rule: unknown,
  where: Where & { readonly schema: Schema },
) => readonly string[];

function faultsAt(value: unknown, schema: Schema, where: Where): readonly string[] {
  return Object.entries(schema).flatMap(([keyword, rule]) => {
    const check = checks[keyword];
    if (check === undefined) {
      throw new Error(`Unknown keyword of the schema at ${where.place}: ${keyword}`);
    }
    return check(value, rule, { ...where, schema });
  });
}

const silent: Check = () => [];

const checks: Readonly<Record<string, Check>> = {
  $schema: silent,
  $defs: silent,
  title: silent,
  description: silent,
  $ref: (value, rule, where) => faultsAt(value, resolve(String(rule), where.root), where),
  type: (value, rule, { place }) => {
    const types = Array.isArray(rule) ? (rule as unknown[]) : [rule];
    return types.some((type) => isOfType(value, String(type)))
      ? []
      : [`${place}: expected ${types.join(' or ')}, found ${JSON.stringify(value)}`];
  },
  const: (value, rule, { place }) =>
    value === rule ? [] : [`${place}: expected ${String(rule)}, found ${JSON.stringify(value)}`],
  enum: (value, rule, { place }) =>
    (rule as unknown[]).includes(value)
      ? []
      : [`${place}: expected one of ${JSON.stringify(rule)}, found ${JSON.stringify(value)}`],
  required: (value, rule, { place }) =>
    isObject(value)
      ? (rule as string[])
          .filter((name) => !Object.hasOwn(value, name))
          .map((name) => `${place}: ${name} is missing`)
      : [],
  properties: (value, rule, { root, place }) =>
    isObject(value)
      ? Object.entries(rule as Record<string, Schema>).flatMap(([name, schema]) =>
          Object.hasOwn(value, name)
            ? faultsAt(value[name], schema, { root, place: `${place}.${name}` })
            : [],
        )
      : [],
  additionalProperties: (value, rule, { root, place, schema }) => {
    if (!isObject(value)) {
      return [];
    }
    const known = Object.keys((schema['properties'] ?? {}) as object);
    const others = Object.keys(value).filter((name) => !known.includes(name));
    return rule === false
      ? others.map((name) => `${place}: ${name} is not in the schema`)
      : others.flatMap((name) =>
          faultsAt(value[name], rule as Schema, { root, place: `${place}.${name}` }),
        );
  },
  items: (value, rule, { root, place }) =>
    Array.isArray(value)
      ? value.flatMap((item, index) =>
          faultsAt(item, rule as Schema, { root, place: `${place}[${index}]` }),
        )
      : [],
  pattern: (value, rule, { place }) =>
    typeof value !== 'string' || new RegExp(String(rule), 'u').test(value)
      ? []
      : [`${place}: expected ${String(rule)}, found ${JSON.stringify(value)}`],
  minLength: (value, rule, { place }) =>
    typeof value !== 'string' || value.length >= Number(rule) ? [] : [`${place}: is too short`],
  minimum: (value, rule, { place }) =>
    typeof value !== 'number' || value >= Number(rule) ? [] : [`${place}: ${value} is too small`],
  maximum: (value, rule, { place }) =>
    typeof value !== 'number' || value <= Number(rule) ? [] : [`${place}: ${value} is too large`],
  anyOf: (value, rule, where) => {
    const all = (rule as Schema[]).map((schema) => faultsAt(value, schema, where));
    return all.some((faults) => faults.length === 0)
      ? []
      : [`${where.place}: fits none of ${all.length} schemas`];
  },
};

function resolve(reference: string, root: Schema): Schema {
  const [start, ...steps] = reference.split('/');
  let found: unknown = root;
  for (const step of steps) {
    found = isObject(found) ? found[step] : undefined;
  }
  if (start !== '#' || !isObject(found)) {
    throw new Error(`Unknown reference of the schema: ${reference}`);
  }
  return found;
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
    case 'string':
    case 'boolean':
      return typeof value === type;
    default:
      throw new Error(`Unknown type of the schema: ${type}`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
