/* SPDX-License-Identifier: MIT
 * Build tool: embed NAME FILE writes a header that holds FILE as static const char asset_NAME[]. */
#include <stdio.h>

int main(int argc, char **argv)
{
	FILE *file = argc == 3 ? fopen(argv[2], "rb") : NULL;
	int column = 0, byte;

	if (file == NULL) {
		fprintf(stderr, "usage: embed NAME FILE\n");
		return 2;
	}
	printf("static const char asset_%s[] = {", argv[1]);
	while ((byte = getc(file)) != EOF) {
		printf("%s%d,", column++ % 16 == 0 ? "\n\t" : " ", byte >= 128 ? byte - 256 : byte);
	}
	printf("\n\t0,\n};\n");
	fclose(file);
	return 0;
}
