/** The frame of the page: world and person on top, views, keys everywhere. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ShellContext } from '../shared/context.ts';
import { common_keys, shell_of, useFrame } from '../shared/frame.ts';
import { Help } from '../shared/help.tsx';
import { install_keys } from '../shared/keys.ts';
import { Model } from '../shared/model.ts';
import { ManualCopy, Toast } from '../shared/notices.tsx';
import * as S from '../shared/strings.ts';
import type { Run } from '../shared/types.ts';
import { BreaksView } from './breaks.tsx';
import { call_keys } from './calls_part.tsx';
import { ClockView } from './clock.tsx';
import { CoursesView } from './courses.tsx';
import { FaultsView } from './faults.tsx';
import { GradebookView } from './gradebook.tsx';
import { HeldBar } from './held_bar.tsx';
import { shown_name } from './parts.tsx';
import { address, changed, parse_route, views, type Route, type View } from './route.ts';
import { DeskContext, desk_of, useStore, type Store } from './store.ts';
import { D } from './strings.ts';
import { ReplayView } from './replay.tsx';
import { SubmissionView } from './submission.tsx';
import { ToolsView } from './tools.tsx';
import { LaunchCalls, TrafficView } from './traffic.tsx';
import { WorldView } from './world.tsx';

const shown: Record<View, () => JSX.Element> = {
    courses: CoursesView, gradebook: GradebookView, submission: SubmissionView, traffic: TrafficView, breaks: BreaksView, faults: FaultsView, clock: ClockView,
    world: WorldView, tools: ToolsView, replay: ReplayView, calls: LaunchCalls,
};
/** Views that the filter means something in. */
const filtered = new Set<View>(['courses', 'gradebook', 'traffic', 'faults', 'tools']);
const above: Partial<Record<View, View>> = { submission: 'gradebook' };

/** Goes to the next refused call in the order of the rows. */
function step_refused(by: 1 | -1): void {
    const rows = [...document.querySelectorAll<HTMLElement>('.hops tr:has(.s-4, .s-5, .s-none) [data-row]')];
    const all = [...document.querySelectorAll<HTMLElement>('.hops [data-row]')];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next = by > 0 ? rows.find((row) => all.indexOf(row) > at) : [...rows].reverse().find((row) => at < 0 || all.indexOf(row) < at);
    next?.focus();
}

function useRoute(): Route {
    const [route, set_route] = useState(() => parse_route(location.hash));
    useEffect(() => {
        const listen = (): void => set_route(parse_route(location.hash));
        addEventListener('hashchange', listen);
        return () => removeEventListener('hashchange', listen);
    }, []);
    return route;
}

export function App({ store }: { store: Store }): JSX.Element {
    useStore(store);
    const route = useRoute();
    const frame = useFrame();
    const { settings, change, turn_theme, help, set_help, said, say, manual, set_manual, filter } = frame;
    const { whole, worlds } = store;
    const wanted = route.params.get('world');
    useEffect(() => { if (worlds.length) store.choose(wanted); }, [worlds.length, wanted]);

    const shell = useMemo(() => shell_of(new Model({ schema_version: 1, run: {} as Run, setup: [], cases: [], bodies: {}, strings: {} }), frame), []);
    const up = (): void => {
        const call = route.params.get('call');
        if (call !== null) {
            location.hash = changed(route, { call: null });
            requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-row][id$="-${CSS.escape(call)}"]`)?.focus());
        } else if (above[route.view]) location.hash = address(route, above[route.view]!);
    };
    const keys = useRef<() => Record<string, (() => void) | undefined>>(() => ({}));
    keys.current = () => ({
        ...common_keys(frame, shell, step_refused, up),
        'o': () => (document.activeElement as HTMLElement | null)?.closest<HTMLElement>('[data-row]')?.click(),
        'p': () => document.querySelector<HTMLElement>('[data-key="p"]')?.click(),
        'b': () => { location.hash = address(route, 'breaks'); },
        'e': () => document.querySelector<HTMLElement>('.card.held :is(input, select, textarea)')?.focus(),
        '.': () => document.querySelector<HTMLElement>('[data-key="."]')?.click(),
        'v': () => document.querySelector<HTMLElement>('[data-key="v"]')?.click(),
        'c': () => call_keys.copy?.(),
        ...Object.fromEntries(['1', '2', '3', '4', '5'].map((key, at) => [key, () => call_keys.choose?.(at)])),
    });
    useEffect(
        () => install_keys(() => ({ letters: settings.letter_keys, actions: help || manual !== null || document.querySelector('dialog[open]') ? {} : keys.current() })),
        [settings.letter_keys, help, manual],
    );
    const first = useRef(true);
    useEffect(() => {
        document.title = `${D.views[route.view]} · ${D.title}`;
        if (!first.current && !document.activeElement?.closest('#filter')) document.querySelector<HTMLElement>('main h1')?.focus();
        first.current = false;
    }, [route.view]);

    if (!whole) return <p class="notice" role="status">{store.trouble ?? D.loading}</p>;
    const people = whole.world.users.filter((user) => !user.deleted);
    const as = people.find((user) => user.name === route.params.get('as'))?.name ?? people[0]?.name ?? '';
    const desk = desk_of(store, whole, route, frame, as);
    const View = shown[route.view];
    const query = route.params.get('q') ?? '';
    const held = store.held?.length ?? 0;
    return (
        <ShellContext.Provider value={shell}>
            <DeskContext.Provider value={desk}>
                <div class="app desk-page">
                    <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>{S.skip_content}</a>
                    {route.view !== 'calls' && <header class="top">
                        <a class="brand" href={desk.link('courses')}>{D.brand}</a>
                        <nav aria-label={S.nav_label}>
                            <ul>
                                {views.map((view) => {
                                    const current = view === route.view || view === above[route.view];
                                    return <li key={view}><a href={desk.link(view)} aria-current={current ? 'page' : undefined}>{D.views[view]}{view === 'breaks' && held > 0 && <> <span class="badge">{held}<span class="offscreen"> {D.breaks.badge}</span></span></>}</a></li>;
                                })}
                            </ul>
                        </nav>
                        <div class="row who-where">
                            {worlds.length > 1 && (
                                <label class="row">{D.world}
                                    <select value={store.world} onChange={(event) => { location.hash = address(route, above[route.view] ?? route.view, { world: event.currentTarget.value }); }}>{worlds.map((one) => <option key={one.name}>{one.name}</option>)}</select>
                                </label>
                            )}
                            <label class="row">{D.as}
                                <select value={as} onChange={(event) => { location.hash = desk.here({ as: event.currentTarget.value }); }}>{people.map((user) => <option key={user.name} value={user.name}>{shown_name(user)}</option>)}</select>
                            </label>
                        </div>
                        {!filtered.has(route.view) ? <span class="spring" /> : (
                            <form role="search" onSubmit={(event) => { event.preventDefault(); filter.current?.blur(); }}>
                                <label class="offscreen" for="filter">{D.filter_label}</label>
                                <input id="filter" ref={filter} type="search" autocomplete="off" spellcheck={false} placeholder={D.filter[route.view]} value={query}
                                    onInput={(event) => { location.replace(desk.here({ q: event.currentTarget.value || null })); }} />
                            </form>
                        )}
                        <button type="button" class="icon" aria-label={S.help} title={S.help} onClick={() => set_help(true)}><span aria-hidden="true">?</span></button>
                        <button type="button" class="icon" aria-label={S.theme_is(S.theme_names[settings.theme] ?? settings.theme)} title={S.theme} onClick={turn_theme}>
                            <span aria-hidden="true">{settings.theme === 'dark' ? '☾' : settings.theme === 'light' ? '☀' : '◐'}</span>
                        </button>
                    </header>}
                    <main id="main" tabIndex={-1} data-view={route.view}>
                        {store.gone && <p class="notice" role="alert">{D.gone}</p>}
                        {store.unfollowed && !store.gone && <p class="notice" role="alert">{D.unfollowed}</p>}
                        {store.trouble !== null && <p class="notice" role="alert">{store.trouble}</p>}
                        {store.replay?.playing && route.view !== 'calls' && <p class="notice" role="status" data-playing>{D.playing} <a href="/replay">{D.playing_link}</a></p>}
                        <HeldBar />
                        <View key={`${store.world} ${route.view}`} />
                    </main>
                    <div class="offscreen" role="status" aria-live="polite">{said}</div>
                    <Toast text={said} />
                    {help && <Help settings={settings} change={change} close={() => set_help(false)} keys={D.key_help} filters={D.filter_help} />}
                    {manual !== null && <ManualCopy text={manual} close={() => { set_manual(null); say(''); }} />}
                </div>
            </DeskContext.Provider>
        </ShellContext.Provider>
    );
}
