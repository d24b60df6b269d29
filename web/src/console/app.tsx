/** The frame of the console: cases on the left, what happens in the middle, keys everywhere. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import { ShellContext } from '../shared/context.ts';
import { common_keys, shell_of, useFrame } from '../shared/frame.ts';
import { install_keys } from '../shared/keys.ts';
import { Model } from '../shared/model.ts';
import { case_address, parse_route } from '../shared/router.ts';
import * as S from '../shared/strings.ts';
import { Help } from '../shared/help.tsx';
import { ManualCopy, Toast } from '../shared/notices.tsx';
import { ApiError, in_serve, serve_page } from './api.ts';
import { CaseView, type CaseKeys } from './case_view.tsx';
import { FollowedPart } from './followed_part.tsx';
import { OverviewPart } from './overview_part.tsx';
import { RequirementPart } from './requirement_part.tsx';
import { Rail, shown_lines } from './rail.tsx';
import { StateLine } from './state_line.tsx';
import { Store } from './live.ts';
import { C } from './strings.ts';

export function useStore(store: Store): void {
    const [, redraw] = useReducer((count: number) => count + 1, 0);
    useEffect(() => store.listen(() => redraw(undefined as never)), [store]);
}

interface Place { id: string | null; hop: number | null; requirement: string | null; query: string | null }

function route_of(): Place {
    const route = parse_route(location.hash, () => false);
    return {
        id: route.view === 'case' ? route.id : null, hop: route.view === 'case' ? route.hop : null,
        requirement: route.view === 'req' ? route.id : null, query: route.view === 'overview' ? route.query : null,
    };
}

export function App({ store }: { store: Store }): JSX.Element {
    useStore(store);
    const [route, set_route] = useState(route_of);
    const [query, set_query] = useState(route.query ?? '');
    const frame = useFrame();
    const { settings, change, turn_theme, help, set_help, said, say, manual, set_manual, filter } = frame;
    const case_keys = useRef<CaseKeys | null>(null);
    const live = store.live;

    useEffect(() => {
        const listen = (): void => {
            const to = route_of();
            set_route(to);
            if (to.query !== null) set_query(to.query);
        };
        addEventListener('hashchange', listen);
        return () => removeEventListener('hashchange', listen);
    }, []);

    const model = useMemo(
        () => (live ? new Model({ schema_version: 1, run: live.whole.run, setup: live.whole.setup, cases: [], bodies: {}, strings: {}, report: live.extras }) : null),
        [live?.whole, live?.extras],
    );
    const shell = useMemo(() => model && shell_of(model, frame), [model]);
    /** Does it, and says what went wrong. */
    const attempt = (work: Promise<unknown>): void => {
        work.catch((error: unknown) => say(error instanceof ApiError ? error.message : String(error)));
    };

    const lines = live ? shown_lines(live.lines, query) : [];
    const step_failure = (by: 1 | -1): void => {
        const failed = lines.filter((line) => line.word === 'failed' || line.word === 'error' || line.word === 'warned');
        const at = failed.findIndex((line) => line.id === route.id);
        const next = failed[at < 0 ? (by > 0 ? 0 : failed.length - 1) : at + by];
        if (next) location.hash = case_address(next.id);
    };
    const up = (): void => {
        if (route.hop !== null && route.id !== null) location.hash = case_address(route.id);
        else if (route.id !== null) document.querySelector<HTMLElement>('.cases-rail [aria-current]')?.focus();
    };

    const keys = useRef<() => Record<string, (() => void) | undefined>>(() => ({}));
    keys.current = () => ({
        ...common_keys(frame, shell, step_failure, up),
        'o': () => (document.activeElement as HTMLElement | null)?.closest<HTMLElement>('[data-row]')?.click(),
        'f': () => set_query('s:failed'),
        'p': () => set_query('s:passed'),
        'a': () => set_query(''),
        ...case_keys.current?.actions(),
    });
    useEffect(
        () => install_keys(() => ({ letters: settings.letter_keys, actions: help || manual !== null || document.querySelector('dialog[open]') ? {} : keys.current() })),
        [settings.letter_keys, help, manual],
    );
    useEffect(() => {
        document.title = route.id ? `${route.id} · ${C.title}` : C.title;
        if (route.id === null) case_keys.current = null;
    }, [route.id]);

    if (!live || !shell) return <p class="notice" role="status">{store.trouble ?? C.loading}</p>;
    return (
        <ShellContext.Provider value={shell}>
            <div class="app console">
                <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>{S.contents}</a>
                <header class="top">
                    {in_serve ? <a class="brand" href={serve_page}>{C.back}</a> : <span class="brand">{C.title}</span>}
                    <StateLine live={live} />
                    <form role="search" onSubmit={(event) => { event.preventDefault(); filter.current?.blur(); }}>
                        <label class="offscreen" for="filter">{S.filter_label}</label>
                        <input id="filter" ref={filter} type="search" autocomplete="off" spellcheck={false} placeholder={S.filter_placeholder} value={query} onInput={(event) => set_query(event.currentTarget.value)} />
                    </form>
                    <button type="button" class="icon" aria-label={S.help} title={S.help} onClick={() => set_help(true)}><span aria-hidden="true">?</span></button>
                    <button type="button" class="icon" aria-label={S.theme_is(S.theme_names[settings.theme] ?? settings.theme)} title={S.theme} onClick={turn_theme}>
                        <span aria-hidden="true">{settings.theme === 'dark' ? '☾' : settings.theme === 'light' ? '☀' : '◐'}</span>
                    </button>
                    {in_serve
                        ? <button type="button" class="button" onClick={() => attempt(store.end())}>{C.close}</button>
                        : <button type="button" class="button" onClick={() => confirm(C.really_end) && attempt(store.end())}>{C.end}</button>}
                </header>
                <div class="desk">
                    <Rail live={live} lines={lines} current={route.id} query={query} />
                    <main id="main" tabIndex={-1}>
                        {live.gone && <p class="notice" role="alert">{C.ended}</p>}
                        {live.unfollowed && !live.gone && <p class="notice" role="alert">{C.unfollowed}</p>}
                        {route.requirement !== null ? (
                            <RequirementPart live={live} id={route.requirement} />
                        ) : route.id === null ? (
                            <>
                                <OverviewPart live={live} />
                                {live.followed.count > 0 && <FollowedPart live={live} />}
                            </>
                        ) : (
                            <CaseView key={route.id} store={store} live={live} id={route.id} hop={route.hop} keys={case_keys} attempt={attempt} />
                        )}
                    </main>
                </div>
                <div class="offscreen" role="status" aria-live="polite">{said}</div>
                <Toast text={said} />
                {help && <Help settings={settings} change={change} close={() => set_help(false)} more={C.key_help} />}
                {manual !== null && <ManualCopy text={manual} close={() => set_manual(null)} />}
            </div>
        </ShellContext.Provider>
    );
}
