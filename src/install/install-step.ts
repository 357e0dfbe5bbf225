// One step of an installation as plain data, and who carries it out and takes it back. What takes a step
// back is in the journal before the step begins, so that another process can do it.

/** A step as it is planned, shown to a person and carried out. */
export interface InstallStep {
  /** Which handler has it; the same for ever: journals name it. */
  readonly kind: string;
  /** One sentence for a person: what will be done, and what for. */
  readonly what: string;
  /** What is written or added to, with its path. */
  readonly file?: string;
  /** What goes into it, as it is shown: SECRET_MARK stands in the place of a secret. */
  readonly text?: string;
  /** Files: it is done only where one of them changes in the same run; absent: always. */
  readonly because?: readonly string[];
}

/** No file of Asterisk's or farend's has it for another reason. */
export const SECRET_MARK = '…';

/** Whose a new file or directory is; what is not said is as the directory around it has it. */
export interface FileOwner {
  readonly uid?: number;
  readonly gid?: number;
  /** Names of the operating system, which count where they exist; a group that does not gets no rights. */
  readonly user?: string;
  readonly group?: string;
}

/** A whole file of farend's own: written, or written anew. */
export interface FileStep extends InstallStep {
  readonly kind: 'file';
  readonly file: string;
  readonly text: string;
  readonly mode: number;
  readonly owner: FileOwner;
  /** The file whose content takes the place of SECRET_MARK. */
  readonly secretFile?: string;
}

/** What takes a step back: JSON, never a secret. */
export type UndoNote = Readonly<Record<string, unknown>>;

export interface StepHandler<Step extends InstallStep = InstallStep> {
  readonly kind: Step['kind'];
  /**
   * Changes nothing.
   *
   * @returns undefined where there is nothing to do: all is so already
   * @throws AppError INSTALL_REFUSED when it cannot be done, with the next step
   */
  prepare(step: Step): Promise<UndoNote | undefined>;
  /** On disk, or in force, when it resolves. */
  carryOut(step: Step, note: UndoNote): Promise<void>;
  /**
   * Also when the step was only half done, or not begun; done twice it does no more.
   *
   * @returns what a person should know of it, a sentence each
   */
  undo(note: UndoNote): Promise<readonly string[]>;
  /** After all steps of the journal are taken back: what reads its files again, such as a reload. */
  finish?(note: UndoNote): Promise<readonly string[]>;
}
