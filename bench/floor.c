/* SPDX-License-Identifier: MIT
 * The least a curses program can be: a frame, a list of lines, arrows move through it, q leaves. */
#include <locale.h>
#include <ncurses.h>

enum { LINES_SHOWN = 8 };

static void draw(int chosen)
{
	for (int i = 0; i < LINES_SHOWN; i++) {
		attrset(i == chosen ? A_REVERSE : A_NORMAL);
		mvprintw(i + 3, 2, "line %d", i + 1);
	}
	refresh();
}

int main(void)
{
	int chosen = 0;

	setlocale(LC_CTYPE, "");
	initscr();
	cbreak();
	noecho();
	keypad(stdscr, TRUE);
	curs_set(0);
	box(stdscr, 0, 0);
	mvaddstr(1, 2, "A bare ncurses program");
	draw(chosen);
	for (int key = getch(); key != 'q' && key != ERR; key = getch()) {
		if (key == KEY_DOWN && chosen < LINES_SHOWN - 1) {
			chosen++;
		} else if (key == KEY_UP && chosen > 0) {
			chosen--;
		}
		draw(chosen);
	}
	endwin();
	return 0;
}
