/** The replay console: the report's parts around a run that answers. */
import { mount } from '../shared/mount.tsx';
import { App } from './app.tsx';
import { Store } from './live.ts';

mount(App, new Store());
