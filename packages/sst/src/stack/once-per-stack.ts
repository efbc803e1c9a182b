import type { Stack } from "./create-stack.ts";

/** A function that creates one resource per stack, at its first call. */
export function oncePerStack<Made>(make: (stack: Stack) => Made): (stack: Stack) => Made {
  const made = new WeakMap<Stack, { readonly it: Made }>();
  return stack => {
    const held = made.get(stack) ?? { it: make(stack) };
    made.set(stack, held);
    return held.it;
  };
}
