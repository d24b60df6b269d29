/** The frame of the report: header, views by address, keys, copying, announcements. */
import type { JSX } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ShellContext } from '../shared/context.ts';
import { common_keys, shell_of, useFrame } from '../shared/frame.ts';
import { Help } from '../shared/help.tsx';
import { install_keys } from '../shared/keys.ts';
import { ManualCopy, Toast } from '../shared/notices.tsx';
import type { Model } from '../shared/model.ts';
import { case_address, list_address, parse_route, requirement_address, type Route } from '../shared/router.ts';
import type { Settings } from '../shared/settings.ts';
import * as S from '../shared/strings.ts';
import { visible } from '../shared/text.ts';
import { with_status } from '../shared/filter.ts';
import { CasePage, type CaseKeys } from './case.tsx';
import { Compare } from './compare.tsx';
import { CaseList } from './list.tsx';
import { MatrixView } from './matrix.tsx';
import { Overview } from './overview.tsx';
import { Requirements } from './requirements.tsx';
import { RunView } from './run.tsx';

function go(hash: string): void {
    location.hash = hash;
}

export function App({ model }: { model: Model }): JSX.Element {
    const known = useCallback((id: string) => model.find(id) !== undefined, [model]);
    const [route, set_route] = useState<Route>(() => parse_route(location.hash, known));
    const frame = useFrame();
    const { settings, change, turn_theme, help, set_help, said, manual, set_manual, filter } = frame;
    const [tab, choose_tab] = useState('request');
    const case_keys = useRef<CaseKeys | null>(null);
    const returning = useRef<string | null>(null);

    useEffect(() => {
        const listen = (): void => set_route(parse_route(location.hash, known));
        addEventListener('hashchange', listen);
        return () => removeEventListener('hashchange', listen);
    }, [known]);

    const shell = useMemo(() => shell_of(model, frame), [model]);

    const query = route.view === 'overview' ? route.query : null;
    const step_failure = (by: 1 | -1): void => {
        const failures = model.failures();
        if (!failures.length) return;
        const focused = document.activeElement?.closest('[data-case]')?.getAttribute('data-case');
        const here = route.view === 'case' ? route.id : focused;
        const at = failures.findIndex((item) => item.id === here);
        const next = at < 0 ? (by > 0 ? 0 : failures.length - 1) : at + by;
        const item = failures[next];
        if (item) go(case_address(item.id));
    };
    const up = (): void => {
        if (route.view === 'case') {
            if (route.hop !== null || route.check !== null) go(case_address(route.id));
            else {
                returning.current = route.id;
                go(last_list.current);
            }
        } else if (route.view !== 'overview' || route.query !== null) go('#/');
    };
    const last_list = useRef('#/');
    useEffect(() => {
        if (route.view === 'overview') last_list.current = list_address(route.query);
    }, [route]);

    const keys = useRef<() => Record<string, (() => void) | undefined>>(() => ({}));
    keys.current = () => ({
        ...common_keys(frame, shell, step_failure, up),
        'o': () => open_focused(),
        'Enter': () => open_focused(),
        'f': () => go(list_address(with_status(query ?? '', 'failed'))),
        'p': () => go(list_address(with_status(query ?? '', 'passed'))),
        'a': () => go(list_address(with_status(query ?? '', null))),
        ...(route.view === 'case' ? case_keys.current?.actions() : {}),
    });
    useEffect(() => install_keys(() => ({ letters: settings.letter_keys, actions: help || manual !== null ? {} : keys.current() })), [settings.letter_keys, help, manual]);

    // The focus follows the view: to its heading when one opens, back to the row one came from.
    const shown = useRef<string | null>(null);
    useEffect(() => {
        const name = view_name(route);
        document.title = visible(title_of(route, model));
        if (shown.current === null || shown.current === name) {
            shown.current = name;
            return;
        }
        shown.current = name;
        const row = returning.current === null ? null : row_of(returning.current);
        returning.current = null;
        if (row) {
            row.focus();
            row.scrollIntoView({ block: 'center' });
            return;
        }
        scrollTo(0, 0);
        const explicit = route.view === 'case' && (route.hop !== null || route.check !== null);
        if (!explicit && document.activeElement !== filter.current) document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
    }, [route, model]);

    return (
        <ShellContext.Provider value={shell}>
            <div class="app">
                {route.view === 'overview' ? (
                    <a class="skip" href="#failures" onClick={(event) => jump(event, 'failures')}>{S.skip_failures}</a>
                ) : (
                    <a class="skip" href="#main" onClick={(event) => jump(event, 'main')}>{S.skip_content}</a>
                )}
                <a class="skip" href="#filter" onClick={(event) => jump(event, 'filter')}>{S.skip_filter}</a>
                <Header model={model} route={route} query={query} filter={filter} settings={settings} turn_theme={turn_theme} open_help={() => set_help(true)} />
                <main id="main" tabIndex={-1}>
                    <View route={route} model={model} case_keys={case_keys} tab={tab} choose_tab={choose_tab} />
                </main>
                <div class="offscreen" role="status" aria-live="polite">{said}</div>
                <Toast text={said} />
                {help && <Help settings={settings} change={change} close={() => set_help(false)} />}
                {manual !== null && <ManualCopy text={manual} close={() => set_manual(null)} />}
            </div>
        </ShellContext.Provider>
    );
}

function view_name(route: Route): string {
    switch (route.view) {
        case 'case':
            return `case ${route.id}`;
        case 'overview':
            return route.query === null ? 'overview' : 'list';
        default:
            return route.view;
    }
}

function title_of(route: Route, model: Model): string {
    const tool = model.run.target.name || S.report_title;
    switch (route.view) {
        case 'case':
            return `${route.id} · ${tool}`;
        case 'overview':
            return route.query === null ? `${model.report.headline ?? S.report_title} · ${tool}` : `${S.filtered} ${route.query} · ${tool}`;
        case 'req':
            return `${S.req_title} · ${tool}`;
        case 'matrix':
            return `${S.matrix_title} · ${tool}`;
        case 'diff':
            return `${S.diff_title} · ${tool}`;
        case 'run':
            return `${S.run_title} · ${tool}`;
        case 'unknown':
            return `${S.report_title} · ${tool}`;
    }
}

function row_of(id: string): HTMLElement | null {
    for (const row of document.querySelectorAll<HTMLElement>('main [data-case]')) {
        if (row.getAttribute('data-case') === id) return row.matches('[data-row]') ? row : row.querySelector<HTMLElement>('[data-row]');
    }
    return null;
}

function open_focused(): void {
    const row = document.activeElement?.closest<HTMLElement>('[data-row]');
    const control = row?.matches('a, summary, button') ? row : row?.querySelector<HTMLElement>('a');
    control?.click();
}

function jump(event: MouseEvent, id: string): void {
    event.preventDefault();
    const target = document.getElementById(id);
    target?.focus();
    target?.scrollIntoView();
}

interface ViewProps { route: Route; model: Model; case_keys: { current: CaseKeys | null }; tab: string; choose_tab(tab: string): void }

function View({ route, model, case_keys, tab, choose_tab }: ViewProps): JSX.Element {
    switch (route.view) {
        case 'overview':
            return route.query === null ? <Overview /> : <CaseList query={route.query} />;
        case 'case': {
            const item = model.find(route.id);
            return item ? <CasePage key={item.id} item={item} hop={route.hop} check={route.check} keys={case_keys} tab={tab} choose_tab={choose_tab} /> : <Missing text={S.unknown_case(route.id)} />;
        }
        case 'req':
            return <Requirements id={route.id} />;
        case 'matrix':
            return <MatrixView only={route.only} />;
        case 'diff':
            return <Compare />;
        case 'run':
            return <RunView />;
        case 'unknown':
            return <Missing text={S.unknown_address} />;
    }
}

function Missing({ text }: { text: string }): JSX.Element {
    return (
        <section class="card">
            <h1 tabIndex={-1}>{visible(text)}</h1>
            <p><a href="#/">{S.to_overview}</a></p>
        </section>
    );
}

interface HeaderProps {
    model: Model;
    route: Route;
    query: string | null;
    filter: { current: HTMLInputElement | null };
    settings: Settings;
    turn_theme(): void;
    open_help(): void;
}

function Header({ model, route, query, filter, settings, turn_theme, open_help }: HeaderProps): JSX.Element {
    const links: [string, string, boolean][] = [
        [S.nav.overview, '#/', route.view === 'overview'],
        [S.nav.req, requirement_address(), route.view === 'req'],
        ...((model.report.matrix?.length ?? 0) > 1 ? [[S.nav.matrix, '#/matrix', route.view === 'matrix'] as [string, string, boolean]] : []),
        ...(model.report.compare ? [[S.nav.diff, '#/diff', route.view === 'diff'] as [string, string, boolean]] : []),
        [S.nav.run, '#/run', route.view === 'run'],
    ];
    return (
        <header class="top">
            <a class="brand" href="#/" tabIndex={-1} aria-hidden="true">{S.product}</a>
            <nav aria-label={S.nav_label}>
                <ul>
                    {links.map(([name, href, current]) => (
                        <li key={href}><a href={href} aria-current={current ? 'page' : undefined}>{name}</a></li>
                    ))}
                </ul>
            </nav>
            <form role="search" onSubmit={(event) => { event.preventDefault(); filter.current?.blur(); }}>
                <label class="offscreen" for="filter">{S.filter_label}</label>
                <input
                    id="filter"
                    ref={filter}
                    type="search"
                    autocomplete="off"
                    spellcheck={false}
                    placeholder={S.filter_placeholder}
                    value={query ?? ''}
                    onInput={(event) => {
                        const text = event.currentTarget.value;
                        const hash = text.trim() === '' ? '#/' : list_address(text);
                        // Typing makes one step of the history, not one a letter.
                        if (query === null) go(hash);
                        else {
                            history.replaceState(null, '', hash);
                            dispatchEvent(new HashChangeEvent('hashchange'));
                        }
                    }}
                />
            </form>
            <button type="button" class="icon" aria-label={S.help} title={S.help} onClick={open_help}><span aria-hidden="true">?</span></button>
            <button type="button" class="icon" aria-label={S.theme_is(S.theme_names[settings.theme] ?? settings.theme)} title={S.theme} onClick={turn_theme}>
                <span aria-hidden="true">{settings.theme === 'dark' ? '☾' : settings.theme === 'light' ? '☀' : '◐'}</span>
            </button>
        </header>
    );
}
