// What the server refused of a sheet about selling, where no field of it is to blame, with what would do instead.
import { isAt } from '../refusals.ts';
import type { To } from '../targets.ts';
import { useDesk } from './context.ts';
import { Refused } from './refused.tsx';

export interface ToldProps {
  fields: readonly string[]; // that say theirs themselves
  missing?: string | null; // what was not chosen here
  onChoice?(to: To): void;
}

export function Told({ fields, missing = null, onChoice }: ToldProps) {
  const { selling } = useDesk();
  const refused = selling.refused.value;
  const theirs = fields.some((field) => isAt(refused?.field, field));
  return <Refused {...{ missing, onChoice }} refused={theirs ? null : refused} busy={selling.busy.value} />;
}
