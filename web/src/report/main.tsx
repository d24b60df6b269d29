import { render } from 'preact';
import { Model } from '../shared/model.ts';
import { apply_theme, load_settings } from '../shared/settings.ts';
import * as S from '../shared/strings.ts';
import { App } from './app.tsx';
import { load_data, LoadError } from './load.ts';

async function start(): Promise<void> {
    const root = document.getElementById('app');
    if (!root) return;
    performance.mark('easel-start');
    apply_theme(load_settings().theme);
    try {
        const model = new Model(await load_data(document.getElementById('easel-data'), { no_data: S.no_data, no_gzip: S.no_gzip }));
        // What stands there for readers without scripts goes: its ids are used again, and it may be large.
        document.getElementById('static')?.remove();
        render(<App model={model} />, root);
        performance.mark('easel-shown');
    } catch (error) {
        if (!(error instanceof LoadError)) throw error;
        const notice = document.createElement('p');
        notice.className = 'notice';
        notice.setAttribute('role', 'alert');
        notice.textContent = error.message;
        root.replaceChildren(notice);
    }
}

void start();
