import { Command } from 'commander';

/** Runs a command of `kentongan` in this process, with these variables alone; the environment is put back. @throws what it throws */
export async function runCommand(
  register: (program: Command) => void,
  env: NodeJS.ProcessEnv,
  words: readonly string[],
): Promise<{ out: string; exitCode: unknown }> {
  const before = { env: process.env, exitCode: process.exitCode };
  let out = '';
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    out += String(chunk);
    return true;
  });
  process.env = env;
  process.exitCode = undefined;
  try {
    const program = new Command();
    register(program);
    await program.parseAsync(['node', 'kentongan', ...words]);
    return { out, exitCode: process.exitCode };
  } finally {
    write.mockRestore();
    process.env = before.env;
    process.exitCode = before.exitCode;
  }
}
