/** What all faults of a line have in common: the live world has no hand on the kernel's own wires. */
export const VIRTUAL_LINES = 'the lines of the machine itself belong to its kernel, and to root';
