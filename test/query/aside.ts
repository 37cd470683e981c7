// Tests that compute give way to those in which time is a condition (reshard.test.ts, adopt.test.ts): import this first. Children inherit it.
import { constants, setPriority } from 'node:os';

setPriority(constants.priority.PRIORITY_LOW);
