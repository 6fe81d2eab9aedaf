# Blocking withdraws the chat; whoever handles the case is told; he comes back and is greeted.
# rules: CON-8
C> 空调不制冷
C> 人工
C> [block]
O> aftersales.1 客户屏蔽了我们
S> any(channel == 'chat' for _, _, channel in ledger)
C> [unblock]
S> cases == 1
C> 在吗
S> wrote.count('在吗') == 1
