/** The console of easel serve: the mock's daily face. */
import { mount } from '../shared/mount.tsx';
import { App } from './app.tsx';
import { Store } from './store.ts';

mount(App, new Store());
