# 18 An identity number is no complaint.
# rules: GATE-7
C> 11010519491231002X
B> 不需要证件号
S> conversation == 'idle' and not draft and cases == 0
S> '11010519491231002X' not in str(session)
