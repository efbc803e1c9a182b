import type { Stack } from "./create-stack.ts";

/** What a stack has one of, made when a component first asks for it. */
export function oncePerStack<Made>(make: (stack: Stack) => Made): (stack: Stack) => Made {
  const made = new WeakMap<Stack, { readonly it: Made }>();
  return stack => {
    const held = made.get(stack) ?? { it: make(stack) };
    made.set(stack, held);
    return held.it;
  };
}
