import { createRate, dumpProgressText, loadProgressText, verifyProgressText } from '../../core/backups/progress';
import type { DumpProgress } from '../../core/backups/dumper/made';
import type { LoadProgress } from '../../core/backups/restore/load';
import type { VerifyProgress } from '../../core/backups/verify/report';

/** Shows what work in progress is at: "orders · 312 MB of 840 MB". `share`: 0 to 1 of the whole, where it is known. */
export type Show = (message: string, share?: number) => void;

/** Shows to both. */
export function both(first: Show, second: Show): Show {
  return (message, share) => {
    first(message, share);
    second(message, share);
  };
}

/** A listener that shows the progress of a load, with its rate. */
export function showLoad(show: Show): (progress: LoadProgress) => void {
  const rate = createRate();
  return (progress) => {
    const { message, share } = loadProgressText(progress, rate.at(Date.now(), progress.readBytes));
    show(message, share);
  };
}

/** A listener that shows the progress of a verification, with its rate. */
export function showVerify(show: Show): (progress: VerifyProgress) => void {
  const rate = createRate();
  return (progress) => {
    const { message, share } = verifyProgressText(progress, rate.at(Date.now(), progress.readBytes));
    show(message, share);
  };
}

/** A listener that shows the progress of a dump, with its rate. */
export function showDump(show: Show): (progress: DumpProgress) => void {
  const rate = createRate();
  return (progress) => {
    const { message, share } = dumpProgressText(progress, rate.at(Date.now(), progress.dumpBytes));
    show(message, share);
  };
}
