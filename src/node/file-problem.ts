/** Why a file can't be read, to stand behind its name. */
export function fileProblem(error: unknown): string {
  switch (error instanceof Error && 'code' in error ? error.code : '') {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'is a directory, and should be a file';
    case 'EACCES':
      return 'may not be read';
    default:
      return `can't be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
