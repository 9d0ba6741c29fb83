class Mirror:
    def whole(self, x):
        return x

    def wide(self, x):
        return x

    def real(self, x):
        return x

    def flags(self, x):
        return x

    def letters(self, x):
        return x

    def text(self, x):
        return x

    def texts(self, x):
        return x

    def cube(self, x):
        return x

    def chain(self, x: Optional[ListNode]) -> Optional[ListNode]:
        return x

    def tree(self, x):
        return x

    def chains(self, x):
        return x

    def nothing(self, x):
        print("said on standard output")
