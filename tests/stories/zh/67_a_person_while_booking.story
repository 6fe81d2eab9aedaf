# 人工 in the middle of a booking: its own department has the word, with everything said so far.
# rules: CMP-2 CON-4
C> 问问优惠
B> 想了解哪款车
C> 人工
B> 已为您登记购车咨询，编号ZX20250312-0001：问问优惠
S> enquiries == 1 and department == 'sales' and held and booking is None and ledger == []
C> S7最低多少
B> ∅
O> sales.1 S7最低多少
S> held
