/** Reads the embedded data: plain JSON, or packed when it is big. */
import type { RunData } from '../shared/types.ts';

export class LoadError extends Error {}

/** @throws LoadError  whose message is for the reader */
export async function load_data(element: Element | null, texts: { no_data: string; no_gzip: string }): Promise<RunData> {
    const text = element?.textContent ?? '';
    const packed = element?.getAttribute('type')?.includes('gzip') ?? false;
    if (packed && typeof DecompressionStream === 'undefined') throw new LoadError(texts.no_gzip);
    try {
        const json = packed ? await unpack(text) : text;
        const data = JSON.parse(json) as RunData;
        if (data.schema_version !== 1 || !Array.isArray(data.cases)) throw new LoadError(texts.no_data);
        return data;
    } catch (error) {
        if (error instanceof LoadError) throw error;
        throw new LoadError(texts.no_data);
    }
}

async function unpack(base64: string): Promise<string> {
    const binary = atob(base64.replace(/\s+/g, ''));
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; ++i) bytes[i] = binary.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Response(stream).text();
}
