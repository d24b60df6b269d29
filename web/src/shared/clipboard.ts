/** Copies, where the browser allows it. @return false: it does not, and the reader must do it */
export async function copy_text(text: string): Promise<boolean> {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        return copy_by_selection(text);
    }
}

/** The older way, which files from a disk may use where the newer one is denied. */
function copy_by_selection(text: string): boolean {
    const field = document.createElement('textarea');
    field.value = text;
    field.className = 'offscreen';
    field.setAttribute('aria-hidden', 'true');
    const active = document.activeElement;
    (document.querySelector('dialog[open]') ?? document.body).append(field);
    field.select();
    let done = false;
    try {
        done = document.execCommand('copy');
    } catch {
        done = false;
    }
    field.remove();
    if (active instanceof HTMLElement) active.focus();
    return done;
}
