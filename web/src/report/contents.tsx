/** The contents of a case's page: a rail that follows the reader, a list to choose from where there is no room. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useMedia } from '../shared/context.ts';
import { case_address } from '../shared/router.ts';
import * as S from '../shared/strings.ts';
import { Glyph } from '../shared/ui.tsx';
import type { Step } from '../shared/types.ts';

export interface Section { id: string; name: string; count?: number; shown?: boolean }

export function show(id: string): void {
    const target = document.getElementById(id);
    target?.scrollIntoView({ block: 'start' });
    target?.focus({ preventScroll: true });
}

/** The last section whose begin is above the upper third of the window. */
function useSpy(ids: string[]): string {
    const [at, set_at] = useState(ids[0] ?? '');
    const key = ids.join(' ');
    useEffect(() => {
        let waiting = false;
        const look = (): void => {
            waiting = false;
            const line = innerHeight / 3;
            let found = ids[0] ?? '';
            for (const id of ids) {
                const top = document.getElementById(id)?.getBoundingClientRect().top;
                if (top !== undefined && top <= line) found = id;
            }
            if (innerHeight + scrollY >= document.documentElement.scrollHeight - 2) found = ids[ids.length - 1] ?? found;
            set_at(found);
        };
        const listen = (): void => {
            if (waiting) return;
            waiting = true;
            requestAnimationFrame(look);
        };
        addEventListener('scroll', listen, { passive: true });
        return () => removeEventListener('scroll', listen);
    }, [key]);
    return at;
}

export function Contents({ id, sections, steps }: { id: string; sections: Section[]; steps: Step[] }): JSX.Element {
    const narrow = useMedia('(max-width: 900px)');
    const at = useSpy(sections.map((section) => section.id));
    if (narrow) {
        return (
            <p class="contents-select">
                <label for="contents">{S.contents}</label>{' '}
                <select id="contents" value={at} onChange={(event) => show(event.currentTarget.value)}>
                    {sections.map((section) => (
                        <option key={section.id} value={section.id}>{section.count === undefined ? section.name : `${section.name} (${section.count})`}</option>
                    ))}
                </select>
            </p>
        );
    }
    const click = (target: string) => (event: MouseEvent): void => {
        event.preventDefault();
        show(target);
    };
    return (
        <nav class="rail" aria-label={S.contents} data-region="contents" data-list>
            <ul>
                {sections.map((section) => (
                    <li key={section.id}>
                        <a href={case_address(id)} data-row aria-current={at === section.id ? 'true' : undefined} onClick={click(section.id)}>
                            {section.name}{section.count !== undefined && <span class="count">{section.count}</span>}
                        </a>
                        {section.id === 'steps' && (
                            <ol>
                                {steps.slice(0, 30).map((step) => (
                                    <li key={step.n}>
                                        <a href={case_address(id)} data-row onClick={click(`step-${step.n}`)}>
                                            <Glyph outcome={step.status} /> {step.n} {step.kind}
                                        </a>
                                    </li>
                                ))}
                            </ol>
                        )}
                    </li>
                ))}
            </ul>
        </nav>
    );
}
