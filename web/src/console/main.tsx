/** The replay console: the report's parts around a run that answers. */
import { render } from 'preact';
import { apply_theme, load_settings } from '../shared/settings.ts';
import { App } from './app.tsx';
import { Store } from './live.ts';

const root = document.getElementById('app');
if (root) {
    apply_theme(load_settings().theme);
    const store = new Store();
    root.replaceChildren();
    render(<App store={store} />, root);
    void store.start();
}
