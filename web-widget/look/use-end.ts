// Keeps a scrolling box at its end while its reader is there, and tells what came while they were not. Whatever makes
// the box or its content larger (a message, the keyboard, a picture) counts; what the reader does decides.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

const near = 48; // px from the end that still count as being there

export interface End {
  box: { current: HTMLDivElement | null };
  content: { current: HTMLDivElement | null };
  atEnd: boolean;
  fresh: boolean; // something of others' came while the reader was elsewhere
  toEnd(): void;
}

// `newest` changes with the last item; `mine`: it was written here, so its author wants to see it.
export function useEnd(newest: string, mine: boolean): End {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const pinned = useRef(true);
  const top = useRef(0);
  const [atEnd, setAtEnd] = useState(true);
  const [fresh, setFresh] = useState(false);

  const toEnd = useCallback(() => {
    pinned.current = true;
    setAtEnd(true);
    setFresh(false);
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, []);

  useLayoutEffect(() => {
    if (mine || pinned.current) toEnd();
    else setFresh(true);
  }, [newest, mine, toEnd]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const onScroll = () => {
      // Away from the end by going up only: the box also shrinks, and content grows, without the reader.
      const isNear = element.scrollHeight - element.scrollTop - element.clientHeight < near;
      if (isNear) pinned.current = true;
      else if (element.scrollTop < top.current) pinned.current = false;
      top.current = element.scrollTop;
      setAtEnd(pinned.current);
      if (pinned.current) setFresh(false);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    const sizes = new ResizeObserver(() => {
      if (pinned.current) element.scrollTop = element.scrollHeight;
    });
    sizes.observe(element);
    if (content.current) sizes.observe(content.current);
    return () => {
      element.removeEventListener('scroll', onScroll);
      sizes.disconnect();
    };
  }, []);

  return { box, content, atEnd, fresh, toEnd };
}
