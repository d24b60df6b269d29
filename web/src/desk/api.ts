/** The control API, by the page's cookie. Whatever is refused is an ApiError with a sentence for the reader. */
import type { Problem } from './types.ts';

export class ApiError extends Error {
    constructor(readonly status: number, message: string, readonly problems: Problem[]) {
        super(message);
    }
}

/** Said with status 0: nobody answers. */
const gone = 'Nobody answers: easel serve has ended.';
const not_in = 'This page is not let in any more: open the address that easel serve printed at its start';

export async function ask<T>(method: string, path: string, body?: unknown, type = 'application/json'): Promise<T> {
    let response: Response;
    const init: RequestInit = { method, credentials: 'same-origin', cache: 'no-store' };
    if (body !== undefined) {
        init.headers = { 'Content-Type': type };
        init.body = typeof body === 'string' ? body : JSON.stringify(body);
    }
    try {
        response = await fetch(`/easel/v1${path}`, init);
    } catch {
        throw new ApiError(0, gone, []);
    }
    if (response.status === 401) throw new ApiError(401, not_in, []);
    const text = await response.text();
    let value: unknown = null;
    try {
        value = text === '' ? null : JSON.parse(text);
    } catch {
        throw new ApiError(response.status, text.slice(0, 300), []);
    }
    if (!response.ok) {
        const problem = problem_of(value, response.status);
        throw new ApiError(response.status, sentence(problem), problem.problems ?? [problem]);
    }
    return value as T;
}

/** Replays tell theirs with a code, in an object. */
function problem_of(value: unknown, status: number): Problem {
    const told = (value ?? { error: `status ${status}`, pointer: '' }) as Problem | { error: { code: string; message: string; pointer?: string } };
    if (typeof told.error === 'string') return told as Problem;
    return { error: told.error.message, pointer: told.error.pointer ?? '', code: told.error.code };
}

export function sentence(problem: Problem): string {
    return `${problem.pointer ? `${problem.pointer}: ` : ''}${problem.error}${problem.hint ? ` (${problem.hint})` : ''}`;
}

export function problems_of(error: unknown): Problem[] {
    if (error instanceof ApiError && error.problems.length) return error.problems;
    return [{ error: error instanceof Error ? error.message : String(error), pointer: '' }];
}
