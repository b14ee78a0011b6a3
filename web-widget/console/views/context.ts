// How views come by the desk of whoever is signed in.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Desk } from '../desk.ts';
import type { Session } from '../session.ts';

export interface Here {
  readonly desk: Desk;
  readonly session: Session;
  signOut(): void;
  ask(): Promise<void>; // for leave to notify, on a gesture
}
export const hereContext = createContext<Here | null>(null);

export function useHere(): Here {
  const here = useContext(hereContext);
  if (!here) throw new Error('nobody is signed in');
  return here;
}
export const useDesk = (): Desk => useHere().desk;
