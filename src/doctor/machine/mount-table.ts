// /proc/self/mountinfo (proc_pid_mountinfo(5)): whether a path lies on what is mounted for reading only.

interface MountTable {
  isReadOnly(path: string): boolean;
}

interface Mount {
  readonly point: string;
  readonly isReadOnly: boolean;
}

export function parseMounts(text: string): MountTable {
  const mounts = text.split('\n').flatMap((line) => readLine(line) ?? []);
  return {
    isReadOnly(path) {
      // Of two that fit, the longer is the nearer; of two at one place, the later hides the earlier.
      let nearest: Mount | undefined;
      for (const mount of mounts) {
        const fits =
          mount.point === '/' || path === mount.point || path.startsWith(`${mount.point}/`);
        if (fits && mount.point.length >= (nearest?.point.length ?? 0)) nearest = mount;
      }
      return nearest?.isReadOnly ?? false;
    },
  };
}

function readLine(line: string): Mount | undefined {
  const [mount = '', system = ''] = line.split(' - ');
  const columns = mount.split(' ');
  const [point, options = ''] = [columns[4], columns[5]];
  if (point === undefined) return undefined;
  const superOptions = system.split(' ')[2] ?? '';
  const all = [...options.split(','), ...superOptions.split(',')];
  return { point: readEscapes(point), isReadOnly: all.includes('ro') };
}

/** Blanks and line ends stand there as octal numbers. */
function readEscapes(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
