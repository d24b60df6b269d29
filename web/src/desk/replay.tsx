/** The result whose cases can be played again on this Canvas. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Text } from '../shared/ui.tsx';
import { ask, problems_of } from './api.ts';
import { Card, Field, Problems } from './parts.tsx';
import { useDesk } from './store.ts';
import { D } from './strings.ts';
import type { Problem, Replay } from './types.ts';

const R = D.replay;

function Opened({ replay }: { replay: Replay }): JSX.Element {
    const { attempt } = useDesk();
    const { recording } = replay;
    if (!recording) return <p class="muted" data-open="">{R.nothing}</p>;
    return (
        <>
            <table data-open={recording.file}>
                <tbody>
                    <tr><th scope="row">{R.file}</th><td><code><Text text={recording.file} /></code></td></tr>
                    <tr><th scope="row">{R.tool}</th><td><Text text={recording.tool || '–'} /></td></tr>
                    <tr><th scope="row">{R.cases}</th><td>{R.cases_told(recording.cases, recording.failed)}</td></tr>
                </tbody>
            </table>
            <p class="row">
                <a class="button primary" href="/replay">{R.to_cases}</a>
                <button type="button" class="button" disabled={replay.playing} onClick={() => void attempt(ask('POST', '/replay/end', {}), R.closed)}>{R.close}</button>
            </p>
        </>
    );
}

export function ReplayView(): JSX.Element {
    const { store, attempt } = useDesk();
    const [file, set_file] = useState('reports/latest');
    const [reading, set_reading] = useState(false);
    const [found, complain] = useState<Problem[]>([]);
    const open = async (): Promise<void> => {
        complain([]);
        set_reading(true);
        try {
            await ask('POST', '/replay', { file: file.trim() });
            await attempt(Promise.resolve(), R.opened(file.trim()));
        } catch (trouble) {
            complain(problems_of(trouble));
        }
        set_reading(false);
    };
    return (
        <>
            <h1 class="view-title" tabIndex={-1}>{D.views.replay}</h1>
            <Card id="open-now" title={R.open_now}>
                <p class="muted">{R.about}</p>
                {store.replay && <Opened replay={store.replay} />}
            </Card>
            <Card id="open-another" title={R.open}>
                <Problems title={R.refused} found={found} />
                <form class="fields-form" onSubmit={(event) => { event.preventDefault(); void open(); }}>
                    <Field label={R.field} about={R.field_about} wide><input type="text" autocomplete="off" spellcheck={false} value={file} onInput={(event) => set_file(event.currentTarget.value)} /></Field>
                    <p class="row">
                        <button class="button" disabled={reading || !file.trim() || store.replay?.playing}>{R.open_button}</button>
                        <span class="muted" role="status">{reading ? R.opening : ''}</span>
                    </p>
                </form>
            </Card>
        </>
    );
}
