// A session of its own for questions: it hears no events, so that its answers wait for nothing.

import { AppError } from '../../base/app-error.ts';
import type { AmiSession, SessionListener } from './ami-session.ts';

/**
 * Resolves once it may be asked.
 *
 * @param signal closes it, at any time
 * @param onClose however it ended, also before it was open
 * @throws AppError AMI_UNREACHABLE with the reason
 */
export async function openSession(
  connect: (listener: SessionListener) => AmiSession,
  signal: AbortSignal,
  onClose: SessionListener['onClose'],
): Promise<AmiSession> {
  const session = await new Promise<AmiSession>((resolve, reject) => {
    const opening = connect({
      onOpen: () => resolve(opening),
      onEvent: () => undefined,
      onClose: (reason, isLoginRefused) => {
        onClose(reason, isLoginRefused);
        reject(new AppError('AMI_UNREACHABLE', reason));
      },
    });
    signal.addEventListener('abort', () => opening.close('nothing more is asked'));
  });
  // Each list is answered all the same.
  await session.send({ Action: 'Events', EventMask: 'off' });
  return session;
}
