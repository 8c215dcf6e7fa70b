import { readData } from './readData.ts';
import { View } from './view.ts';

void readData().then((data) => new View(data).start());
