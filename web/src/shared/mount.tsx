/** A page that a store feeds: drawn at once, in the reader's theme, and kept up to date. */
import { render, type ComponentType } from 'preact';
import { apply_theme, load_settings } from './settings.ts';

export function mount<T extends { start(): Promise<void> }>(App: ComponentType<{ store: T }>, store: T): void {
    const root = document.getElementById('app');
    if (!root) return;
    apply_theme(load_settings().theme);
    root.replaceChildren();
    render(<App store={store} />, root);
    void store.start();
}
