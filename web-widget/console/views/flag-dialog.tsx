// Flag an opportunity: everything is filled in as far as it can be known, so that opening and Enter will do.
import { useId, useState } from 'preact/hooks';
import type { ConversationView } from '../../client/api.ts';
import { lastWords, shortened, spokenOf, suggestionsOf } from '../handoff.ts';
import type { SellDialog } from '../selling.ts';
import { words } from '../words.ts';
import { MoneyField, moneyOf, Text, textProblem, typedOf, useCurrency, useForm } from './asked.tsx';
import { useDesk } from './context.ts';
import { Cancel, Sheet } from './sheet.tsx';
import { Told } from './told.tsx';

const say = words.flag;
const kinds = ['upsell', 'cross_sell', 'renewal', 'new'] as const;
const productMost = 200;
const reasonMost = 4000;

interface FlagProps {
  view: ConversationView<'staff'>;
  dialog: Extract<SellDialog, { kind: 'flag' }>;
  onClose(): void;
}

export function FlagDialog({ view, dialog, onClose }: FlagProps) {
  const desk = useDesk();
  const { selling, staffing } = desk;
  const catalogue = desk.snapshot.value.desk?.catalogue ?? [];
  const usual = useCurrency();
  const [begun] = useState(() => begin());
  const [product, setProduct] = useState(begun.product);
  const [kind, setKind] = useState(begun.kind);
  const [reason, setReason] = useState(begun.reason);
  const [typed, setTyped] = useState(typedOf(priceOf(begun.product), usual));
  const [priced, setPriced] = useState(false); // the value was typed, not the catalogue's
  const list = useId();

  // What the site suggests; else the product of the catalogue that was spoken of, else the first.
  function begin() {
    const suggestion = dialog.suggestion ?? suggestionsOf(view, selling.settledOf(view.id))[0];
    const spoken = spokenOf(view, catalogue);
    return {
      suggestion,
      product: suggestion?.product ?? spoken ?? catalogue[0]?.name ?? '',
      kind: suggestion?.kind ?? selling.lastKind,
      reason: suggestion ? words.suggestion.why(suggestion.rule) : shortened(lastWords(view), 200) || say.asked,
    };
  }
  function priceOf(name: string) {
    return catalogue.find((one) => one.name === name.trim())?.price;
  }
  const pick = (name: string) => {
    setProduct(name);
    const price = priceOf(name);
    if (!priced && price) setTyped(typedOf(price, usual));
  };

  const value = moneyOf(typed, false);
  const problems = {
    product: textProblem(product, productMost, true),
    reason: textProblem(reason, reasonMost, true),
    amount: 'amount' in value ? value.amount : null,
    currency: 'currency' in value ? value.currency : null,
  };
  const { form, tried, submit, told } = useForm(Object.values(problems));
  const shown = (field: keyof typeof problems, of: string = field) => (tried && problems[field]) || told(of);
  const send = async () => {
    const money = 'money' in value ? value.money : null;
    const { suggestion } = begun;
    const done = await selling.flag({
      conversation: view.id,
      kind,
      product: product.trim(),
      reason: reason.trim(),
      ...(money && { value: money }),
      ...(suggestion && suggestion.product === product.trim() && { suggestion: suggestion.id }),
    });
    if (done) staffing.closed(view.id);
  };
  return (
    <Sheet heading={say.heading(desk.nameOf(view.copy.visitor))} onClose={onClose}>
      <form ref={form} class="ask" noValidate onSubmit={submit(() => void send())}>
        <p class="ask-lead">{say.lead}</p>
        <Text
          label={say.product}
          value={product}
          onValue={pick}
          most={productMost}
          list={list}
          placeholder={say.productHint}
          problem={shown('product')}
        />
        <datalist id={list}>
          {catalogue.map(({ name }) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <fieldset class="segments">
          <legend>{say.kind}</legend>
          <div>
            {kinds.map((one) => (
              <label key={one}>
                <input type="radio" name="kind" checked={kind === one} onChange={() => setKind(one)} />
                {say.kinds[one]}
              </label>
            ))}
          </div>
        </fieldset>
        <Text
          label={say.reason}
          value={reason}
          onValue={setReason}
          most={reasonMost}
          placeholder={say.reasonHint}
          problem={shown('reason')}
        />
        <MoneyField
          label={say.value}
          value={typed}
          onValue={(next) => {
            setPriced(true);
            setTyped(next);
          }}
          problems={{ amount: shown('amount', 'value.amount'), currency: shown('currency', 'value.currency') }}
        />
        <Told fields={['product', 'reason', 'value.amount', 'value.currency']} />
        <div class="ask-ways">
          <Cancel />
          <button type="submit" class="button primary" disabled={selling.busy.value}>
            {say.doIt}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
