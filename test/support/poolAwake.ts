// Loaded into each process of tests: a lost signal in the C library holds no file of tests up.
import { keepPoolAwake } from '../../src/lib/keepPoolAwake.ts';

keepPoolAwake();
