/** The console of easel serve: the mock's daily face. */
import { render } from 'preact';
import { apply_theme, load_settings } from '../shared/settings.ts';
import { App } from './app.tsx';
import { Store } from './store.ts';

const root = document.getElementById('app');
if (root) {
    apply_theme(load_settings().theme);
    const store = new Store();
    root.replaceChildren();
    render(<App store={store} />, root);
    void store.start();
}
