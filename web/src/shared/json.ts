/** JSON read without loss: numbers keep their digits, members their order and their doubles. */

export type JsonNode =
    | { kind: 'object'; members: [string, JsonNode][] }
    | { kind: 'array'; items: JsonNode[] }
    | { kind: 'string'; value: string }
    | { kind: 'literal'; text: string };

const most_depth = 200;

/** Null when this is no JSON, or nested too deep to be shown. */
export function parse_json(text: string): JsonNode | null {
    let at = 0;
    const blank = (): void => {
        while (at < text.length && ' \t\r\n'.includes(text[at]!)) ++at;
    };
    const fail = (): never => {
        throw new SyntaxError('no JSON');
    };
    const string = (): string => {
        const begin = at++;
        while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
        if (at >= text.length) fail();
        ++at;
        return JSON.parse(text.slice(begin, at)) as string;
    };
    const value = (depth: number): JsonNode => {
        if (depth > most_depth) fail();
        blank();
        const sign = text[at];
        if (sign === '"') return { kind: 'string', value: string() };
        if (sign === '{') {
            const members: [string, JsonNode][] = [];
            ++at;
            blank();
            if (text[at] === '}') {
                ++at;
                return { kind: 'object', members };
            }
            for (;;) {
                blank();
                if (text[at] !== '"') fail();
                const name = string();
                blank();
                if (text[at++] !== ':') fail();
                members.push([name, value(depth + 1)]);
                blank();
                const next = text[at++];
                if (next === '}') return { kind: 'object', members };
                if (next !== ',') fail();
            }
        }
        if (sign === '[') {
            const items: JsonNode[] = [];
            ++at;
            blank();
            if (text[at] === ']') {
                ++at;
                return { kind: 'array', items };
            }
            for (;;) {
                items.push(value(depth + 1));
                blank();
                const next = text[at++];
                if (next === ']') return { kind: 'array', items };
                if (next !== ',') fail();
            }
        }
        const found = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/.exec(text.slice(at, at + 400));
        if (!found) return fail();
        at += found[0].length;
        return { kind: 'literal', text: found[0] };
    };
    try {
        const root = value(0);
        blank();
        return at === text.length ? root : null;
    } catch {
        return null;
    }
}

export function print_json(node: JsonNode, indent = ''): string {
    const deeper = `${indent}  `;
    switch (node.kind) {
        case 'string':
            return JSON.stringify(node.value);
        case 'literal':
            return node.text;
        case 'array': {
            if (node.items.length === 0) return '[]';
            const flat = node.items.every((item) => item.kind === 'literal' || item.kind === 'string');
            const items = node.items.map((item) => print_json(item, deeper));
            const line = `[${items.join(', ')}]`;
            if (flat && line.length <= 80) return line;
            return `[\n${items.map((item) => deeper + item).join(',\n')}\n${indent}]`;
        }
        case 'object': {
            if (node.members.length === 0) return '{}';
            const members = node.members.map(([name, item]) => `${deeper}${JSON.stringify(name)}: ${print_json(item, deeper)}`);
            return `{\n${members.join(',\n')}\n${indent}}`;
        }
    }
}

/** A value on one line, as in a table's cell. Strings stand without their quotes. */
export function brief_json(node: JsonNode): string {
    switch (node.kind) {
        case 'string':
            return node.value;
        case 'literal':
            return node.text;
        case 'array':
            return `[${node.items.map(inner_json).join(', ')}]`;
        case 'object':
            return `{${node.members.map(([name, item]) => `${name}: ${inner_json(item)}`).join(', ')}}`;
    }
}

function inner_json(node: JsonNode): string {
    return node.kind === 'string' ? JSON.stringify(node.value) : brief_json(node);
}

const plain_name = /^[A-Za-z_][\w-]*$/;

/** Every leaf with its path: `items[0].id`, `["https://…/roles"][1]`. Empty containers are leaves. */
export function flatten_json(node: JsonNode, path = ''): [path: string, value: string][] {
    if (node.kind === 'object' && node.members.length) {
        return node.members.flatMap(([name, item]) => {
            const step = plain_name.test(name) ? (path ? `.${name}` : name) : `[${JSON.stringify(name)}]`;
            return flatten_json(item, path + step);
        });
    }
    if (node.kind === 'array' && node.items.length) {
        return node.items.flatMap((item, i) => flatten_json(item, `${path}[${i}]`));
    }
    return [[path || '(all)', node.kind === 'string' ? JSON.stringify(node.value) : print_json(node)]];
}

export function member(node: JsonNode | null, name: string): JsonNode | null {
    if (node?.kind !== 'object') return null;
    return node.members.find(([key]) => key === name)?.[1] ?? null;
}
