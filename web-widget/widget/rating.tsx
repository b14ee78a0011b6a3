// How it was: asked once when a chat is over, five steps and a few words if one likes. A rating can be changed.
import { useState } from 'preact/hooks';
import { useOwnId } from '../look/own-id.ts';
import type { Answering } from './answering.ts';
import { useBusy } from './asking.tsx';
import type { View } from './stage.ts';
import { words } from './words.ts';

const scores = [1, 2, 3, 4, 5];
const most = 4000; // what a comment may have, in UTF-16 units: never more than the contract's 4000 characters

export function Rate({ view, answering, refused }: { view: View; answering: Answering; refused: boolean }) {
  const given = view.copy.rating;
  const [changing, setChanging] = useState(false);
  const [score, setScore] = useState(given?.score ?? 0);
  const [comment, setComment] = useState(given?.comment ?? '');
  const { busy, run } = useBusy();
  const group = useOwnId();
  if (given && !changing)
    return (
      <p class="rated">
        {words.rate.thanks(given.score)}{' '}
        <button type="button" class="link" onClick={() => setChanging(true)}>
          {words.rate.change}
        </button>
      </p>
    );
  const submit = (event: Event) => {
    event.preventDefault();
    if (score === 0 || busy) return;
    run(async () => {
      if (await answering.rate(score, comment.trim())) setChanging(false);
    });
  };
  return (
    <form class="rate" onSubmit={submit}>
      <fieldset>
        <legend>{words.rate.title}</legend>
        {scores.map((n) => (
          <label key={n} data-on={n <= score}>
            <input type="radio" name={group} class="sr" checked={n === score} onChange={() => setScore(n)} />
            <span aria-hidden="true">★</span>
            <span class="sr">{words.rate.score(n)}</span>
          </label>
        ))}
      </fieldset>
      {score > 0 && (
        <>
          <textarea
            rows={2}
            maxLength={most}
            dir="auto"
            aria-label={words.rate.comment}
            placeholder={words.rate.comment}
            value={comment}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
          <button type="submit" class="button small" aria-disabled={busy}>
            {words.rate.send}
          </button>
        </>
      )}
      {refused && (
        <p class="fault" role="status">
          {words.rate.refused}
        </p>
      )}
    </form>
  );
}
