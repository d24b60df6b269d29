/** The console's API. Whatever is refused is an ApiError with a sentence for the reader. */
export class ApiError extends Error {
    constructor(readonly code: string, message: string) {
        super(message);
    }
}

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
    let response: Response;
    try {
        response = await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...init });
    } catch {
        throw new ApiError('gone', 'The console is gone: easel has ended.');
    }
    const body = (await response.json()) as { error?: { code: string; message: string } };
    if (!response.ok || body.error) throw new ApiError(body.error?.code ?? 'unknown', body.error?.message ?? `status ${response.status}`);
    return body as T;
}

/** A part of the control API, wherever the console is mounted. */
export const api = '/easel/v1/replay';

/** The console of `easel serve` has this one beside it. */
export const in_serve = location.pathname === '/replay';
export const serve_page = '/#/replay';

/** @param path  below the API; "": which result is open */
export function get<T>(path: string): Promise<T> {
    return ask<T>(path ? `${api}/${path}` : api);
}

export function post<T>(path: string, body: unknown = {}): Promise<T> {
    return ask<T>(`${api}/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
}

export function case_path(id: string): string {
    return `cases/${encodeURIComponent(id)}`;
}
