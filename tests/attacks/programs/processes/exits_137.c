/* Looks as if it had been killed by a signal, to those who think in shells. */
int main(void)
{
    return 137;
}
